"""OSCAL (NIST): requirement sets, statements, components, results and plans in the form that governance tools exchange."""
