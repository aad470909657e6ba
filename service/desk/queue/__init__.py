"""The queue: findings by risk, one view a URL."""
