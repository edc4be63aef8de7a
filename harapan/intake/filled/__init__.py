"""Forms that schools and health units fill in and send back as files: opened apart, read into what they say."""
