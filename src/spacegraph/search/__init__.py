"""Find things by what they are called: names, pinyin, initials, former names, slips of the hand."""
