"""The sweep of every door with what clumsy and hostile hands send; see journeys/test_bad_input."""
