package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.FrameStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Folders of Flink's file systems that hold the contents of frames: {@code file:}, and whatever
 * Flink has a plugin for, such as {@code s3:}. A frame's URI must have the scheme and the host of
 * one of the folders and lie below it, symbolic links followed. Its content must never change.
 */
final class FramePlaces implements FrameStore {

  private static final String WHERE = "frame";

  private final List<URI> folders;

  /**
   * Creates the store.
   *
   * @param folders URIs that end in a slash
   */
  FramePlaces(List<String> folders) {
    this.folders = folders.stream().map(FramePlaces::requireFolder).toList();
  }

  /**
   * The URI of a folder.
   *
   * @throws IllegalArgumentException if {@code text} is none
   */
  static URI requireFolder(String text) {
    try {
      URI uri = new URI(text).normalize();
      if (uri.getScheme() != null && uri.getPath() != null && uri.getPath().endsWith("/")) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below, as any other text that is no folder's URI.
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no URI of a folder: write file:/data/frames/ or s3://bucket/frames/");
  }

  @Override
  public byte[] read(String text, int maxBytes) throws MalformedException, IOException {
    URI uri = allowed(text);
    try {
      FileSystem files = FileSystem.get(uri);
      Path path = new Path(uri);
      FileStatus status = files.getFileStatus(path);
      if (status.isDir()) {
        throw new MalformedException(WHERE, "frame-uri " + text + " is a folder");
      }
      if (status.getLen() > maxBytes) {
        throw new MalformedException(
            WHERE,
            status.getLen()
                + " bytes at "
                + text
                + " exceed the limit of "
                + maxBytes
                + " a frame");
      }
      try (FSDataInputStream in = files.open(path)) {
        return in.readNBytes((int) status.getLen());
      }
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new MalformedException(WHERE, "there is nothing at " + text, e);
    } catch (AccessDeniedException e) {
      throw new MalformedException(WHERE, "what is at " + text + " may not be read", e);
    }
  }

  private URI allowed(String text) throws MalformedException, IOException {
    URI uri;
    try {
      uri = new URI(text).normalize();
    } catch (URISyntaxException e) {
      throw new MalformedException(WHERE, "frame-uri is no URI: " + e.getMessage(), e);
    }
    for (URI folder : folders) {
      if (isBelow(folder, uri)) {
        return uri;
      }
    }
    throw new MalformedException(
        WHERE,
        "frame-uri " + text + " lies in none of the folders allowed (--frame-uris): " + folders);
  }

  private static boolean isBelow(URI folder, URI uri) throws IOException {
    boolean sameHost =
        folder.getScheme().equalsIgnoreCase(uri.getScheme())
            && Objects.equals(folder.getRawAuthority(), uri.getRawAuthority());
    // A path may still climb after it is decoded: ..%2f.
    if (!sameHost
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || uri.getPath() == null
        || List.of(uri.getPath().split("/")).contains("..")
        || !uri.getPath().startsWith(folder.getPath())) {
      return false;
    }
    return !folder.getScheme().equalsIgnoreCase("file") || isReallyBelow(folder, uri);
  }

  /** Whether a local file lies below the folder when symbolic links are followed. */
  private static boolean isReallyBelow(URI folder, URI uri) throws IOException {
    java.nio.file.Path file = java.nio.file.Path.of(uri.getPath());
    try {
      return file.toRealPath().startsWith(java.nio.file.Path.of(folder.getPath()).toRealPath());
    } catch (NoSuchFileException e) {
      // Nothing is there: the reader says so.
      return true;
    }
  }
}
