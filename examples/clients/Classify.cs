// Classifies a picture: dotnet run Classify.cs -- PICTURE [URL]
using System.Text;
using System.Text.Json.Nodes;

var picture = args[0];
var url = args.Length > 1 ? args[1] : "http://127.0.0.1:8080/surface-defects/ImageClassification";

// Nodes, because a program run from a single file has no JSON by reflection.
var request = new JsonObject
{
    ["image"] = Convert.ToBase64String(await File.ReadAllBytesAsync(picture)),
    ["top_num"] = 3,
};
using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
using var response = await client.PostAsync(
    url, new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json"));
var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

// The HTTP status is 200 for errors too; error_code in the body tells them apart.
if (answer["error_code"] is { } code)
{
    Console.Error.WriteLine($"{code} {answer["error_msg"]}");
    return 1;
}
foreach (var result in answer["results"]!.AsArray())
{
    Console.WriteLine($"{result!["name"]}\t{result["score"]}");
}
return 0;
