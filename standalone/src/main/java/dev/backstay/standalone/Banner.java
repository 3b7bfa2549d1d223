package dev.backstay.standalone;

import java.nio.file.Path;
import java.time.Duration;

/** What the operator reads once the platform runs. */
record Banner(Arguments arguments, Path policy, String kafka, boolean first) {
  String text(Duration took) {
    String api = "http://127.0.0.1:" + arguments.httpPort();
    String text =
        """

        Backstay runs, ready after %.1f s. Everything is on loopback and below %s.

          API, health      %s/api/v1   %s/q/health   metrics %s/q/metrics
          Kafka            %s
          policy           %s

        Next:  ./backstay status                      what is protected, and how well
               ./backstay backup now SOURCE --follow  a backup, watched until it is proven
               ./backstay events --follow             what happens
        Ctrl-C ends it; what it keeps stays.
        """
            .formatted(took.toMillis() / 1000.0, arguments.home(), api, api, api, kafka, policy);
    if (arguments.httpPort() != Arguments.DEFAULT_HTTP_PORT) {
      text += "With another port than 8480:  export BACKSTAY_API=" + api + "\n";
    }
    if (first) {
      text +=
          """
          A first policy was written, and %s/vault-password with it.
          Keep a copy of that password elsewhere: without it nothing can be restored.
          """
              .formatted(arguments.home());
    }
    return text;
  }
}
