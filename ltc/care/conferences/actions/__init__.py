"""What people do in a conference: one function each, with who and when passed in."""
