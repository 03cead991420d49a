"""What any management system needs: records, changes, images, actions, registers, permissions, evidence, links, search, clock.

Knows Django, knows nothing of AI. Nothing here may import `sightline.aims` or anything above it: what must flow upwards goes through a registry.
"""
