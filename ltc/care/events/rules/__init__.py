"""What an event must hold, which days it pauses, and what it asks for."""
