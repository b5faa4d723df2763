"""The long-term-care programme: people, assessments, cases with their plans, and visits."""
