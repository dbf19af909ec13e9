<?php
// Classifies a picture: php classify.php PICTURE [URL]
function stop(string $why): void
{
    fwrite(STDERR, "$why\n");
    exit(1);
}

$picture = $argv[1];
$url = $argv[2] ?? 'http://127.0.0.1:8080/surface-defects/ImageClassification';

// With @, PHP's own words go to the program alone, not to wherever php.ini sends them.
$image = @file_get_contents($picture);
if ($image === false) {
    stop(error_get_last()['message']);
}
$request = ['image' => base64_encode($image), 'top_num' => 3];
$body = @file_get_contents($url, false, stream_context_create(['http' => [
    'method' => 'POST',
    'header' => 'Content-Type: application/json',
    'content' => json_encode($request),
    'timeout' => 30,
]]));
if ($body === false) {
    stop(error_get_last()['message']);
}
$answer = json_decode($body, true, 512, JSON_THROW_ON_ERROR);

// The HTTP status is 200 for errors too; error_code in the body tells them apart.
if (isset($answer['error_code'])) {
    stop("{$answer['error_code']} {$answer['error_msg']}");
}
foreach ($answer['results'] as $result) {
    echo "{$result['name']}\t{$result['score']}\n";
}
