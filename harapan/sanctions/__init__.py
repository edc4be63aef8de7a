"""What follows when duties are missed: proposed by the engine, noticed, answered by the family, decided by a person."""
