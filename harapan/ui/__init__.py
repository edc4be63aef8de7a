"""How every page looks and speaks: the stylesheet, the parts pages are made of, words in both languages, exports."""
