"""Being away: the days, who stands in, who is asked to take over, and for whom one does so (N14)."""
