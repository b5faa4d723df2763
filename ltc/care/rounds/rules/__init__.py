"""What a clerk or nurse would check on paper: cells, days, house order, shares, who is meant."""
