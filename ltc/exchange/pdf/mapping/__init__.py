"""From facts to blocks: what stands on each paper, in the order of its form. Pure."""
