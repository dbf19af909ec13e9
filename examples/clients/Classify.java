// Classifies a picture: java Classify.java PICTURE [URL]

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Classify {
    // The JDK has no JSON. These patterns lean on the answer being compact and its keys in a fixed
    // order, and leave JSON's escapes (\" in a name) as they are: in an application, use Jackson or Gson.
    static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*+)\"";
    static final Pattern ERROR = Pattern.compile("^\\{\"error_code\":(\\d+),\"error_msg\":" + TEXT);
    static final Pattern RESULT = Pattern.compile("\\{\"name\":" + TEXT + ",\"score\":([^}]+)\\}");

    public static void main(String[] args) throws Exception {
        Path picture = Path.of(args[0]);
        String url = args.length > 1 ? args[1] : "http://127.0.0.1:8080/surface-defects/ImageClassification";

        // Nothing in base64 needs escaping in JSON.
        String image = Base64.getEncoder().encodeToString(Files.readAllBytes(picture));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString("{\"image\": \"" + image + "\", \"top_num\": 3}"))
            .build();
        String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();

        // The HTTP status is 200 for errors too; error_code in the body tells them apart.
        Matcher error = ERROR.matcher(answer);
        if (error.find()) {
            System.err.println(error.group(1) + " " + error.group(2));
            System.exit(1);
        }
        Matcher result = RESULT.matcher(answer);
        while (result.find()) System.out.println(result.group(1) + "\t" + result.group(2));
    }
}
