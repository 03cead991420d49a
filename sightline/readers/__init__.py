"""What reads across the whole management system: requirement sets, conformity, reports, evidence packs."""
