"""The few words within a sentence that answer: by patterns in any language, by learnt candidates in Korean."""
