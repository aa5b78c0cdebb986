"""A member's command: cast a ballot without a browser."""
