/** What the page shows of networks: what they have learned, and how one of them sees a frame. */
package io.firstspike.pipeline.app.page.network;
