package io.firstspike.pipeline.app.view;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A report that a command has written with {@code --report}. */
record ReportFile(Path file, JsonNode fields) {

  /**
   * Reads a report.
   *
   * @throws InputException if it is none
   */
  static ReportFile read(Path file) {
    try {
      JsonNode fields = new ObjectMapper().readTree(file.toFile());
      if (fields == null || !fields.path("command").isTextual()) {
        throw new InputException(
            file + " is no report: name a file that a command has written with --report");
      }
      return new ReportFile(file, fields);
    } catch (JacksonException e) {
      throw new InputException(
          file
              + " is no report, as it is not JSON: name a file that a command has written with"
              + " --report",
          e);
    } catch (IOException e) {
      throw new InputException("report " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** What its confusion matrix is of, in words: the data of a report of training was learned. */
  String tested() {
    return fields.get("command").asText().equals("evaluate") ? subject() : network();
  }

  private String network() {
    return fields.path("network").asText("a network");
  }

  /** What the report is about, in words. */
  String subject() {
    String network = network();
    return fields.path("data").isTextual()
        ? network + " on " + fields.get("data").asText()
        : network;
  }

  /**
   * The confusion matrix.
   *
   * @throws InputException if the report has none
   */
  ConfusionMatrix confusion() {
    JsonNode names = fields.path("labels");
    JsonNode rows = fields.path("confusion");
    List<String> labels = new ArrayList<>();
    names.forEach(name -> labels.add(name.asText()));
    ConfusionMatrix matrix = ConfusionMatrix.empty(labels);
    boolean square = !labels.isEmpty() && rows.size() == labels.size();
    for (int label = 0; square && label < labels.size(); label++) {
      square = rows.get(label).size() == labels.size() + 1;
      for (int decided = 0; square && decided <= labels.size(); decided++) {
        matrix.counts()[label][decided] = rows.get(label).get(decided).asLong();
      }
    }
    if (!square) {
      throw new InputException(
          "report "
              + file
              + " has no confusion matrix; those of train, evaluate, demo and run have one");
    }
    return matrix;
  }
}
