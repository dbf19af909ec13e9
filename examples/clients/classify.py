"""Classifies a picture: python3 classify.py PICTURE [URL]"""

import base64
import json
import sys
import urllib.request

DEFAULT_URL = "http://127.0.0.1:8080/surface-defects/ImageClassification"

picture = sys.argv[1]
url = sys.argv[2] if len(sys.argv) > 2 else DEFAULT_URL

try:
    with open(picture, "rb") as file:
        image = base64.b64encode(file.read()).decode("ascii")
except OSError as error:
    sys.exit(str(error))

request = urllib.request.Request(
    url,
    data=json.dumps({"image": image, "top_num": 3}).encode("utf-8"),
    headers={"Content-Type": "application/json"},
)
try:
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
except OSError as error:  # urllib's errors and timeouts too
    sys.exit(f"{url}: {error}")

# The HTTP status is 200 for errors too; error_code in the body tells them apart.
if "error_code" in answer:
    sys.exit(f"{answer['error_code']} {answer['error_msg']}")
for result in answer["results"]:
    print(f"{result['name']}\t{result['score']}")
