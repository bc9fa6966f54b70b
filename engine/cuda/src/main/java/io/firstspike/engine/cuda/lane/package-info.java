/** The stages of a network one after the other, with a stream and buffers of their own. */
package io.firstspike.engine.cuda.lane;
