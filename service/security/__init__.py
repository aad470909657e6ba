"""Who may come in: the account, sessions, forged forms, throttling and headers."""
