/** Encoding of images as the first volley of a network, in the stages that a spec describes. */
package io.firstspike.engine.encode;
