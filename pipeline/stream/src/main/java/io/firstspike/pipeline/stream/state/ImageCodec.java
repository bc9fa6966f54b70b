package io.firstspike.pipeline.stream.state;

import io.firstspike.engine.stimulus.Image;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class ImageCodec implements Codec<Image> {

  @Override
  public String id() {
    return "image";
  }

  @Override
  public Class<Image> type() {
    return Image.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Image image, DataOutput out) throws IOException {
    out.writeInt(image.height());
    out.writeInt(image.width());
    out.writeInt(image.channels());
    Fields.writeBytes(image.samples(), out);
  }

  @Override
  public Image read(int version, DataInput in) throws IOException {
    return new Image(in.readInt(), in.readInt(), in.readInt(), Fields.readBytes(in));
  }
}
