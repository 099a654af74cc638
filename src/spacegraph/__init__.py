"""The open, sourced, queryable knowledge graph of China's space sector."""
