package dev.backstay.store.s3;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Lets small objects travel with their request. The S3 client asks the server for permission before
 * it sends a body ({@code Expect: 100-continue}), which saves a large body that would be refused
 * and costs every object one round trip.
 */
final class ImmediateSmallPuts implements ExecutionInterceptor {
  /** What TCP sends without waiting for the other side, on a connection that is warm. */
  static final int SMALL_BYTES = 64 << 10;

  private static final String EXPECT = "Expect";

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    SdkHttpRequest request = context.httpRequest();
    boolean small =
        request
            .firstMatchingHeader("Content-Length")
            .filter(length -> Long.parseLong(length) <= SMALL_BYTES)
            .isPresent();
    return small && request.firstMatchingHeader(EXPECT).isPresent()
        ? request.toBuilder().removeHeader(EXPECT).build()
        : request;
  }
}
