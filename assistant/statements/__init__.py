"""Decision statements: an answer that a member keeps, signed, checked by anyone, offline."""
