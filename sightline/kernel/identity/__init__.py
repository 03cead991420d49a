"""Who acts: accounts that sign in, tokens that stand for them, and the actor that every act and every look goes through."""
