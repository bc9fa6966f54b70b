package io.firstspike.pipeline.ml.type;

import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Flink's types of images and volleys, with versioned serialisers. In SQL, where values have
 * fields, an image is a row of height, width, channels and samples ({@link #IMAGE_ROW}).
 */
@API(status = Status.MAINTAINED)
public final class SpikeTypes {

  /** The type of images in a stream. */
  public static final TypeInformation<Image> IMAGE = new VersionedType<>(Codecs.IMAGE);

  /** The type of volleys in a stream. */
  public static final TypeInformation<Volley> VOLLEY = new VersionedType<>(Codecs.VOLLEY);

  /**
   * The type of images in SQL: height and width in pixels, channels (1 grey, 3 colours), and the
   * 8-bit samples in row-major order with interleaved channels.
   */
  public static final DataType IMAGE_ROW =
      DataTypes.ROW(
          DataTypes.FIELD("height", DataTypes.INT().notNull()),
          DataTypes.FIELD("width", DataTypes.INT().notNull()),
          DataTypes.FIELD("channels", DataTypes.INT().notNull()),
          DataTypes.FIELD("samples", DataTypes.BYTES().notNull()));

  private SpikeTypes() {}
}
