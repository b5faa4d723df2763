"""What is known about an elder's health, one source for plan, tablet, programmes and exchange.

Words owned here: diagnosis, medicine, allergy, tube, wound and its looks, nutrition, history,
advance wish, review. All dated, with who wrote it; a wrong row is withdrawn with a reason, never
deleted. What a caregiver may see of it is the card: allergies, tubes, wounds, medicines.
"""
