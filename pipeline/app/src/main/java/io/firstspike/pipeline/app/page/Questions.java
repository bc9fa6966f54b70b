package io.firstspike.pipeline.app.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.text.LabelSpelling;
import io.firstspike.pipeline.app.console.Png;
import io.firstspike.pipeline.app.page.board.Board;
import io.firstspike.pipeline.app.page.network.LearnedNetwork;
import io.firstspike.pipeline.app.page.network.LearnedNetworks;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Answers what the page asks for beside the board, and writes the labels that it sends. */
final class Questions {

  private static final int LARGE = 512;
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Board board;
  private final LearnedNetworks networks;
  private final FramePictures pictures;
  private final LabelWriter writer;

  /** A label as the page sends it. */
  private record Given(String key, String frame, String label) {}

  Questions(Board board, LearnedNetworks networks, FramePictures pictures, LabelWriter writer) {
    this.board = board;
    this.networks = networks;
    this.pictures = pictures;
    this.writer = writer;
  }

  /** What the latest version of a model has learned. */
  Answer network(Query query) {
    String key = query.text("key");
    return networks.view(key).map(view -> Answer.json(200, view)).orElseGet(() -> noModel(key));
  }

  private static Answer noModel(String key) {
    return Answer.problem(404, "no model of key \"" + key + "\" has been published yet");
  }

  /** The picture of a layer of the latest version of a model. */
  Answer layer(Query query) {
    String key = query.text("key");
    int layer = query.number("layer");
    Optional<LearnedNetwork> network = networks.of(key);
    if (network.isEmpty()) {
      return noModel(key);
    }
    return network
        .filter(one -> layer >= 0 && layer < one.layerCount())
        .flatMap(one -> one.picture(layer))
        .map(Answer::png)
        .orElseGet(() -> Answer.problem(404, "there is no picture of layer " + layer));
  }

  /** A frame as a picture. */
  Answer frame(Query query) throws IOException {
    Optional<Received> content = board.content(query.text("key"), query.text("frame"));
    if (content.isEmpty()) {
      return gone(query.text("frame"));
    }
    try {
      Image image = pictures.image(content.get(), true);
      return Answer.png(Png.bytes(FramePictures.within(image, LARGE)));
    } catch (MalformedException e) {
      return Answer.problem(422, e.getMessage());
    }
  }

  private static Answer gone(String frame) {
    return Answer.problem(
        404, "frame \"" + frame + "\" is not among the latest frames that the page keeps");
  }

  /** How the latest version of a model sees a frame. */
  Answer raster(Query query) throws IOException {
    String key = query.text("key");
    String frame = query.text("frame");
    Optional<LearnedNetwork> network = networks.of(key);
    if (network.isEmpty()) {
      return noModel(key);
    }
    Optional<Received> content = board.content(key, frame);
    if (content.isEmpty()) {
      return gone(frame);
    }
    try {
      return Answer.json(200, network.get().see(frame, pictures.stimulus(content.get())));
    } catch (MalformedException | IllegalArgumentException e) {
      return Answer.problem(422, e.getMessage());
    }
  }

  /** Writes a label that somebody has given to a frame. */
  Answer label(byte[] body) {
    Given given;
    try {
      given = MAPPER.readValue(body, Given.class);
      if (given == null || given.key == null || given.frame == null || given.label == null) {
        return Answer.problem(400, "a label needs key, frame and label, each a text");
      }
    } catch (JsonProcessingException e) {
      return Answer.problem(400, "a label needs key, frame and label, each a text");
    } catch (IOException e) {
      throw new IllegalStateException("an array can be read", e);
    }
    Optional<String> problem = LabelSpelling.problem(given.label);
    if (problem.isPresent()) {
      return Answer.problem(400, "the label " + problem.get());
    }
    if (!board.knows(given.key, given.frame)) {
      return gone(given.frame);
    }
    Optional<String> has = board.labelOf(given.key, given.frame);
    if (has.isPresent()) {
      return Answer.problem(
          409,
          "frame \""
              + given.frame
              + "\" has the label \""
              + has.get()
              + "\" already: another one would be a dead letter");
    }
    return write(given);
  }

  private Answer write(Given given) {
    try {
      String place = writer.write(given.key, given.frame, given.label, board.eventTime());
      return Answer.json(202, Map.of("written", place));
    } catch (KafkaException e) {
      return Answer.problem(503, "the broker did not take the label: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, e.getMessage());
    }
  }
}
