<?php
// Classifies a picture: php classify.php PICTURE [URL]
$picture = $argv[1];
$url = $argv[2] ?? 'http://127.0.0.1:8080/surface-defects/ImageClassification';

$request = ['image' => base64_encode(file_get_contents($picture)), 'top_num' => 3];
$body = file_get_contents($url, false, stream_context_create(['http' => [
    'method' => 'POST',
    'header' => 'Content-Type: application/json',
    'content' => json_encode($request),
    'timeout' => 30,
]]));
if ($body === false) {
    exit(1); // PHP has said why
}
$answer = json_decode($body, true, 512, JSON_THROW_ON_ERROR);

// The HTTP status is 200 for errors too; error_code in the body tells them apart.
if (isset($answer['error_code'])) {
    fwrite(STDERR, "{$answer['error_code']} {$answer['error_msg']}\n");
    exit(1);
}
foreach ($answer['results'] as $result) {
    echo "{$result['name']}\t{$result['score']}\n";
}
