"""Which source counts first."""
