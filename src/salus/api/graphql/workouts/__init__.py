"""Efforts, joined from all sources that recorded them."""
