"""Tables of measures: their parts, turned and ragged ones, their rows as measures, areas and goals."""
