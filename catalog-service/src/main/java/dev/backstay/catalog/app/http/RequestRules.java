package dev.backstay.catalog.app.http;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What holds for every request: a parameter that nobody reads is a mistake of its author. */
class RequestRules {
  private static final String OURS = RequestRules.class.getPackageName();

  /** The longest value that any parameter has a use for. */
  private static final int MAX_VALUE = 1_000;

  @ServerRequestFilter
  void refuseStrangeParameters(ContainerRequestContext request, ResourceInfo resource) {
    Method method = resource.getResourceMethod();
    if (method == null || !method.getDeclaringClass().getPackageName().equals(OURS)) {
      return;
    }
    Set<String> known =
        Arrays.stream(method.getParameters())
            .flatMap(RequestRules::queryNames)
            .collect(Collectors.toCollection(TreeSet::new));
    request
        .getUriInfo()
        .getQueryParameters()
        .forEach((name, values) -> {
          if (!known.contains(name)) {
            throw RefusedException.bad(
                "there is no query parameter '%s' here; there is %s"
                    .formatted(
                        Parameters.shown(name),
                        known.isEmpty() ? "none" : String.join(", ", known)));
          }
          if (values.size() > 1) {
            throw RefusedException.bad("query parameter '%s' is given twice".formatted(name));
          }
          if (values.getFirst().length() > MAX_VALUE || values.getFirst().indexOf('\0') >= 0) {
            throw RefusedException.bad(
                "query parameter '%s' is longer than %d, or holds NUL".formatted(name, MAX_VALUE));
          }
        });
  }

  private static Stream<String> queryNames(Parameter parameter) {
    return parameter.isAnnotationPresent(BeanParam.class)
        ? Arrays.stream(parameter.getType().getDeclaredFields()).flatMap(RequestRules::queryName)
        : queryName(parameter);
  }

  private static Stream<String> queryName(AnnotatedElement element) {
    return Stream.ofNullable(element.getAnnotation(QueryParam.class)).map(QueryParam::value);
  }

  @ServerResponseFilter
  void keepToYourself(ContainerResponseContext response) {
    response.getHeaders().putSingle("Cache-Control", "no-store");
    response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
  }
}
