"""The AI management system, a folder for each part of it. They import each other while no cycle arises, and know no reader and no face."""
