"""What programs call: films opened, planned, painted and written; single pictures painted."""
