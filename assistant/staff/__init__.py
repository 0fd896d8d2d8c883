"""The staff console: people take conversations over, hand them on, give them back."""
