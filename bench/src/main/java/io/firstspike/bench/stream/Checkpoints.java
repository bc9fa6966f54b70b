package io.firstspike.bench.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Counts of a job's checkpoints so far, as Flink gives them.
 *
 * @param completed how many
 * @param failed how many
 * @param longestMillis the longest so far
 */
record Checkpoints(long completed, long failed, long longestMillis) {

  /**
   * Asks Flink.
   *
   * @param port its REST port on this machine
   */
  static Checkpoints of(int port, String jobId) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + port + "/jobs/" + jobId + "/checkpoints");
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    JsonNode json = new ObjectMapper().readTree(answer);
    return new Checkpoints(
        json.required("counts").required("completed").asLong(),
        json.required("counts").required("failed").asLong(),
        json.path("summary").path("end_to_end_duration").path("max").asLong());
  }

  /** Those since {@code before}; the longest is still that of all. */
  Checkpoints since(Checkpoints before) {
    return new Checkpoints(completed - before.completed, failed - before.failed, longestMillis);
  }
}
