# The web process. docker-compose.yml runs it with PostgreSQL.
# A tag moves. Pin the image by its digest for builds that can be repeated (docs/operating.md).
ARG PYTHON_IMAGE=python:3.11-slim
FROM ${PYTHON_IMAGE}

ENV PYTHONUNBUFFERED=1 VAR_DIR=/home/hkinno/var STATIC_ROOT=/home/hkinno/static \
    HOST=0.0.0.0 PORT=8000
RUN useradd --create-home --uid 10001 hkinno

WORKDIR /hkinno
COPY requirements.txt deploy/remove_postgres_server.sh ./
# In one layer, so that the embedded server is not part of the image.
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt && \
    sh remove_postgres_server.sh
COPY . .

USER hkinno
# A volume mounted there gets this directory's owner.
RUN mkdir "$VAR_DIR"
RUN python manage.py collectstatic --noinput
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD ["python", "deploy/is_ready.py"]
CMD ["python", "manage.py", "serve"]
