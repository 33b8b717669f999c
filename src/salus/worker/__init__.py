"""Runs jobs: the edge that opens their transactions and keeps one job's failure its own."""
