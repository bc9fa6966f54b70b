package io.firstspike.pipeline.app.page;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.app.page.board.Board;
import io.firstspike.pipeline.app.page.network.LearnedNetworks;
import io.firstspike.pipeline.app.server.ServerAddress;
import io.firstspike.pipeline.stream.frame.FrameRules;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;

/**
 * The page of a pipeline. It reads the pipeline's topics and nothing else, and writes labels; jobs
 * do not know of it.
 */
public final class Page implements AutoCloseable {

  private final TopicsReader reader;
  private final LabelWriter writer;
  private final PageServer server;

  private Page(TopicsReader reader, LabelWriter writer, PageServer server) {
    this.reader = reader;
    this.writer = writer;
    this.server = server;
  }

  /**
   * Opens the page.
   *
   * @param client settings of Kafka's clients
   * @param events the topic of packets, in a pipeline that takes events
   * @param frames rules for the frames that are shown
   * @param limit the limit on the size of a model
   * @throws InputException if it cannot be served there
   */
  public static Page open(
      Properties client,
      TopicNames topics,
      String events,
      FrameRules frames,
      NetworkLimit limit,
      PageOptions options) {
    ServerAddress where = options.where();
    Board board = new Board();
    LearnedNetworks networks = new LearnedNetworks();
    FramePictures pictures = new FramePictures(frames.format(), networks);
    LabelWriter writer = new LabelWriter(client, topics.labels());
    PageServer server;
    try {
      server =
          PageServer.open(
              where.socket(),
              options.names(),
              board,
              new BoardViews(board, pictures),
              new Questions(board, networks, pictures, writer));
    } catch (IOException e) {
      writer.close();
      throw where.refused(e);
    }
    return new Page(
        new TopicsReader(client, topics, events, limit, board, networks), writer, server);
  }

  /** Its address, as a URL without a path. */
  public String url() {
    return ServerAddress.url(server.address());
  }

  /** The failure that has ended its reading; empty while it goes on. */
  public Optional<RuntimeException> failure() {
    return reader.failure();
  }

  @Override
  public void close() {
    server.close();
    reader.close();
    writer.close();
  }
}
