"""The crawler: fetches promotional pages, courteously, and files every visit."""
