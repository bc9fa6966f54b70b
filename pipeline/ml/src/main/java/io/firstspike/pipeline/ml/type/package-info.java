/** Flink's types of images and volleys. */
package io.firstspike.pipeline.ml.type;
