"""What it means: our interpretation of the evidence, which may be wrong and can be deleted.

Themes gather items on two levels; a membership says how surely and by whom an item was put there;
what people corrected is law for every later run.
"""
