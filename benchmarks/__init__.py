"""How fast tlstyle is, beside what a user would do instead: `make bench` and `make bench-quick`.

Every measurement is a module whose `rows` yields lines of the table; `peers` holds the other
ways to the same result, in our own writing, so that anyone can repeat them.
"""
