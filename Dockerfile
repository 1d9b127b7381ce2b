FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY storage storage
COPY bot bot
# `--build-arg EXTRAS=postgres,semantic` for a model of meanings.
ARG EXTRAS=postgres
# constraints.txt pins every version exactly, so that an image built twice is the same image.
RUN pip install --constraint constraints.txt ".[$EXTRAS]" \
    && useradd --system --uid 10001 --no-create-home desk \
    && mkdir /data && chown desk /data

USER desk
WORKDIR /data
VOLUME /data
ENV DATABASE_URL=sqlite:////data/second-source.db LISTEN=127.0.0.1:8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["secondsource"]
CMD ["run"]
