"""What the service promises of itself: licences, how to cite, whom to tell, what may change."""

NAME = {
    "zh-Hant": "香港創新科技開放註冊庫",
    "en": "An open registry of Hong Kong's innovation and technology",
}
DATA_LICENCE = {
    "name": "CC0-1.0",
    "title": "Creative Commons Zero v1.0 Universal",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
