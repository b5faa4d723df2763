"""What people do with the register and with care teams."""
