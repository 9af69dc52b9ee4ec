"""Pictures that a person sends as evidence: checked, read, searched for facts, kept."""
