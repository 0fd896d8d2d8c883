"""The decision interface: flat JSON facts to the rules' own nouns, and decisions back to JSON."""
