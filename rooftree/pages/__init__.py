"""What the pages of every channel are made of: the look, the frame, forms and their fields, figures in words."""
