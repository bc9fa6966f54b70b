/** Encoding: from a stimulus to the first volley, as a spec says. */
package io.firstspike.engine.encode;
